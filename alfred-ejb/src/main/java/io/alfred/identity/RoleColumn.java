package io.alfred.identity;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;

/** The database holds the wire name of a role. */
@Converter(autoApply = true)
public class RoleColumn implements AttributeConverter<Role, String> {
    @Override
    public String convertToDatabaseColumn(Role role) {
        return role.wireName();
    }

    @Override
    public Role convertToEntityAttribute(String column) {
        return Role.parse("role", column);
    }
}
