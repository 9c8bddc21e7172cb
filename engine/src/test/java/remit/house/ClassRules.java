package remit.house;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvent;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Words in which the rules about compiled classes are written. */
public final class ClassRules {
    private ClassRules() {}

    /** The classes that a module ships, read from its build folder. */
    public static JavaClasses shipped() {
        return new ClassFileImporter().importPath(Path.of("target", "classes"));
    }

    /** Every class obeys when {@code objection} has nothing to say about any dependency; else it is the fix. */
    static ArchRule dependencies(String rule, Function<Dependency, @Nullable String> objection) {
        return rule(rule, (type, events) -> {
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                String fix = objection.apply(dependency);
                if (fix != null) events.add(breach(type, dependency.getDescription(), fix));
            }
        });
    }

    /** The same for calls, method references and field accesses, told as {@code owner.member}. */
    static ArchRule accesses(String rule, Function<String, @Nullable String> objection) {
        return rule(rule, (type, events) -> {
            for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                String member = access.getTargetOwner().getFullName() + "."
                        + access.getTarget().getName();
                String fix = objection.apply(member);
                if (fix != null) events.add(breach(type, access.getDescription(), fix));
            }
        });
    }

    private interface Check {
        void check(JavaClass type, ConditionEvents events);
    }

    private static ArchRule rule(String name, Check check) {
        var condition = new ArchCondition<JavaClass>("keep the house rule: " + name) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                check.check(type, events);
            }
        };
        return ArchRuleDefinition.classes()
                .that(DescribedPredicate.alwaysTrue())
                .should(condition);
    }

    private static ConditionEvent breach(JavaClass type, String what, String fix) {
        return SimpleConditionEvent.violated(type, what + "; fix: " + fix);
    }
}
