package io.alfred.cli.verify;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Fields of a parsed JSON object, with the types the format prescribes. */
record Fields(Map<String, Object> object) {
    private static final Pattern UUID =
            Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private static final Pattern HEX = Pattern.compile("([0-9a-f]{2})*");

    static Fields parse(byte[] utf8) throws MalformedException {
        return new Fields(CanonicalJson.readObject(utf8));
    }

    boolean has(String name) {
        return object.containsKey(name);
    }

    String text(String name) throws MalformedException {
        if (object.get(name) instanceof String text) {
            return text;
        }
        throw wrong(name, "a string");
    }

    long number(String name) throws MalformedException {
        if (object.get(name) instanceof Long number) {
            return number;
        }
        throw wrong(name, "an integer");
    }

    String uuid(String name) throws MalformedException {
        String text = text(name);
        if (!UUID.matcher(text).matches()) {
            throw wrong(name, "a lower-case UUID");
        }
        return text;
    }

    Hash hash(String name) throws MalformedException {
        return Hash.parse(text(name));
    }

    /** Any number of bytes as lower-case hex. */
    byte[] hex(String name) throws MalformedException {
        String text = text(name);
        if (!HEX.matcher(text).matches()) {
            throw wrong(name, "lower-case hex");
        }
        return HexFormat.of().parseHex(text);
    }

    byte[] base64(String name) throws MalformedException {
        try {
            return Base64.getDecoder().decode(text(name));
        } catch (IllegalArgumentException e) {
            throw new MalformedException("\"" + name + "\" is not base64", e);
        }
    }

    List<Fields> objects(String name) throws MalformedException {
        if (!(object.get(name) instanceof List<?> list)) {
            throw wrong(name, "a list");
        }
        List<Fields> found = new ArrayList<>();
        for (Object item : list) {
            found.add(new Fields(asObject(item, name)));
        }
        return found;
    }

    Fields object(String name) throws MalformedException {
        return new Fields(asObject(object.get(name), name));
    }

    List<Hash> hashes(String name) throws MalformedException {
        if (!(object.get(name) instanceof List<?> list)) {
            throw wrong(name, "a list");
        }
        List<Hash> found = new ArrayList<>();
        for (Object item : list) {
            if (!(item instanceof String text)) {
                throw wrong(name, "a list of hashes");
            }
            found.add(Hash.parse(text));
        }
        return found;
    }

    void requireObject(String name) throws MalformedException {
        asObject(object.get(name), name);
    }

    private static Map<String, Object> asObject(@Nullable Object value, String name)
            throws MalformedException {
        if (!(value instanceof Map<?, ?> map)) {
            throw wrong(name, "an object");
        }
        @SuppressWarnings("unchecked") // CanonicalJson makes no other maps
        Map<String, Object> object = (Map<String, Object>) map;
        return object;
    }

    private static MalformedException wrong(String name, String expected) {
        return new MalformedException("\"" + name + "\" is missing or not " + expected);
    }
}
