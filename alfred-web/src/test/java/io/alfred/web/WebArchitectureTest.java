package io.alfred.web;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import jakarta.persistence.Entity;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;

import org.junit.jupiter.api.Test;

import java.util.stream.Collectors;

/** The web layer stays thin, and nothing under /api is served without a rule. */
class WebArchitectureTest {
    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("io.alfred");

    @Test
    void the_web_sees_no_entity_and_no_database() {
        noClasses()
                .that()
                .resideInAPackage("io.alfred.web..")
                .should()
                .dependOnClassesThat()
                .areAnnotatedWith(Entity.class)
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "jakarta.persistence..")
                .check(CLASSES);
    }

    @Test
    void the_web_opens_no_transaction() {
        noClasses()
                .that()
                .resideInAPackage("io.alfred.web..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta.transaction..", "jakarta.ejb..")
                .check(CLASSES);
    }

    @Test
    void the_domain_does_not_know_the_web() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.alfred.web..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.alfred.web..")
                .check(CLASSES);
    }

    @Test
    void every_method_under_api_says_who_may_call_it() {
        methods()
                .that()
                .areDeclaredInClassesThat()
                .resideInAPackage("io.alfred.web.admin..")
                .and()
                .areAnnotatedWith(GET.class)
                .or()
                .areDeclaredInClassesThat()
                .resideInAPackage("io.alfred.web.admin..")
                .and()
                .areAnnotatedWith(POST.class)
                .or()
                .areDeclaredInClassesThat()
                .resideInAPackage("io.alfred.web.admin..")
                .and()
                .areAnnotatedWith(PUT.class)
                .should()
                .beAnnotatedWith(Allowed.class)
                .check(CLASSES);
    }

    @Test
    void every_admin_resource_lies_under_api() {
        classes()
                .that()
                .resideInAPackage("io.alfred.web.admin..")
                .and()
                .haveSimpleNameEndingWith("Resource")
                .should()
                .beAnnotatedWith(
                        describe(
                                "a path under /api",
                                annotation ->
                                        annotation.getRawType().isEquivalentTo(Path.class)
                                                && annotation
                                                        .get("value")
                                                        .map(Object::toString)
                                                        .orElse("")
                                                        .startsWith("/api/")))
                .check(CLASSES);
    }

    @Test
    void every_resource_is_served() {
        assertThat(new AlfredApplication().getClasses().stream().map(Class::getName))
                .containsAll(
                        CLASSES.stream()
                                .filter(type -> type.isAnnotatedWith(Path.class))
                                .map(JavaClass::getName)
                                .collect(Collectors.toSet()));
    }
}
