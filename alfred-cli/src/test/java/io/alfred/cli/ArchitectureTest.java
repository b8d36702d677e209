package io.alfred.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.alfred.cli", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule shares_no_class_with_the_server =
            noClasses()
                    .that()
                    .resideInAPackage("io.alfred.cli..")
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage("io.alfred..")
                                    .and(not(resideInAPackage("io.alfred.cli.."))));

    @ArchTest
    static final ArchRule the_verifier_knows_only_the_jdk_and_jacksons_parser =
            classes()
                    .that()
                    .resideInAPackage("io.alfred.cli.verify")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "java..",
                            "com.fasterxml.jackson.core..",
                            "org.jspecify.annotations..",
                            "io.alfred.cli.verify");

    @ArchTest
    static final ArchRule packages_have_no_cycles =
            slices().matching("io.alfred.cli.(*)..").should().beFreeOfCycles();
}
