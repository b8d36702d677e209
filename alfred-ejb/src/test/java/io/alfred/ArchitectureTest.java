package io.alfred;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;

import jakarta.persistence.Entity;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who may know whom, and what money may be made of. */
class ArchitectureTest {
    private static final String ROOT = "io.alfred.";

    /** A feature and the features it may import; whoever is not listed imports kernel only. */
    private static final Map<String, Set<String>> MAY_IMPORT =
            Map.ofEntries(
                    Map.entry("kernel", Set.of()),
                    Map.entry("storage", Set.of("kernel")),
                    Map.entry("audit", Set.of("kernel")),
                    Map.entry("machine", Set.of()),
                    Map.entry("ledger", Set.of("kernel", "audit", "machine")),
                    Map.entry("bench", Set.of("kernel", "audit", "ledger")),
                    Map.entry("identity", Set.of("kernel", "audit")),
                    Map.entry("secrets", Set.of("kernel", "audit")),
                    Map.entry("idempotency", Set.of("kernel", "audit")),
                    Map.entry("catalog", Set.of("kernel")),
                    Map.entry("pricing", Set.of("kernel", "catalog")),
                    Map.entry("providers", Set.of("kernel", "catalog", "secrets")),
                    Map.entry("limits", Set.of("kernel", "identity")),
                    Map.entry("alerts", Set.of("kernel", "ledger", "audit")),
                    Map.entry("reconcile", Set.of("kernel", "ledger", "audit", "catalog")),
                    Map.entry(
                            "gateway",
                            Set.of(
                                    "kernel",
                                    "audit",
                                    "ledger",
                                    "identity",
                                    "secrets",
                                    "idempotency",
                                    "catalog",
                                    "pricing",
                                    "providers",
                                    "limits")));

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("io.alfred");

    static Stream<String> features() {
        return MAY_IMPORT.keySet().stream().sorted();
    }

    @Test
    void every_feature_is_in_the_table() {
        Set<String> found =
                CLASSES.stream()
                        .map(JavaClass::getPackageName)
                        .map(name -> name.substring(ROOT.length()).split("\\.", 2)[0])
                        .collect(Collectors.toSet());
        assertThat(MAY_IMPORT.keySet()).containsAll(found);
    }

    @ParameterizedTest
    @MethodSource("features")
    void a_feature_imports_only_what_the_table_allows(String feature) {
        String[] forbidden =
                MAY_IMPORT.keySet().stream()
                        .filter(other -> !other.equals(feature))
                        .filter(
                                other ->
                                        !MAY_IMPORT.getOrDefault(feature, Set.of()).contains(other))
                        .map(other -> ROOT + other + "..")
                        .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(ROOT + feature + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden)
                .allowEmptyShould(false)
                .check(CLASSES);
    }

    @Test
    void features_form_no_cycle() {
        slices().matching("io.alfred.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void the_kernel_knows_the_jdk_only() {
        ArchRuleDefinition.classes()
                .that()
                .resideInAPackage("io.alfred.kernel..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("io.alfred.kernel..", "java..", "javax..", "org.jspecify..")
                .check(CLASSES);
    }

    @Test
    void money_is_never_floating_point() {
        ArchRule rule =
                ArchRuleDefinition.classes()
                        .that()
                        .resideInAnyPackage(
                                "io.alfred.kernel..", "io.alfred.ledger..", "io.alfred.pricing..")
                        .should(holdNoFloatingPoint());
        rule.check(CLASSES);
    }

    @Test
    void entities_do_not_leave_their_feature() {
        ArchRuleDefinition.classes()
                .that()
                .areAnnotatedWith(Entity.class)
                .should()
                .bePackagePrivate()
                .check(CLASSES);
    }

    @Test
    void the_domain_knows_no_http_server() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta.ws.rs..", "jakarta.servlet..")
                .check(CLASSES);
    }

    /** One thread serves all of the container's timers, and a task that throws is not run again. */
    @Test
    void what_runs_again_and_again_runs_in_rounds() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ScheduledExecutorService.class)
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("jakarta.ejb.Schedule")
                .check(CLASSES);
    }

    private static ArchCondition<JavaClass> holdNoFloatingPoint() {
        return new ArchCondition<>("hold no double or float") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (JavaField field : type.getFields()) {
                    report(type, field.getRawType(), field.getFullName(), events);
                }
                for (JavaMethod method : type.getMethods()) {
                    report(type, method.getRawReturnType(), method.getFullName(), events);
                    method.getRawParameterTypes()
                            .forEach(p -> report(type, p, method.getFullName(), events));
                }
                type.getMethodCallsFromSelf()
                        .forEach(
                                call ->
                                        report(
                                                type,
                                                call.getTarget().getRawReturnType(),
                                                call.getDescription(),
                                                events));
            }

            private void report(
                    JavaClass owner, JavaClass type, String where, ConditionEvents events) {
                List<String> refused =
                        List.of("double", "float", "java.lang.Double", "java.lang.Float");
                if (refused.contains(type.getBaseComponentType().getName())) {
                    events.add(
                            SimpleConditionEvent.violated(owner, where + " is " + type.getName()));
                }
            }
        };
    }
}
