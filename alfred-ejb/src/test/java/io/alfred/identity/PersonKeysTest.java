package io.alfred.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Base64;
import java.util.UUID;

class PersonKeysTest {
    private static final UUID ANA = UUID.fromString("01900000-0000-7000-8000-00000000000a");
    private static final UUID BEN = UUID.fromString("01900000-0000-7000-8000-00000000000b");
    private static final byte[] KEY = new byte[32];

    @Test
    void what_was_sealed_opens_with_its_key_for_its_person_only() {
        String sealed = PersonKeys.seal(KEY, ANA, "Ana Ñandú");
        byte[] other = KEY.clone();
        other[0] = 1;

        assertThat(PersonKeys.open(KEY, ANA, sealed)).contains("Ana Ñandú");
        assertThat(PersonKeys.open(other, ANA, sealed)).isEmpty();
        assertThat(PersonKeys.open(KEY, BEN, sealed)).isEmpty();
    }

    @Test
    void the_same_name_never_looks_the_same_twice() {
        assertThat(PersonKeys.seal(KEY, ANA, "ana")).isNotEqualTo(PersonKeys.seal(KEY, ANA, "ana"));
    }

    @Test
    void what_is_no_sealed_text_opens_to_nothing() {
        byte[] sealed = Base64.getDecoder().decode(PersonKeys.seal(KEY, ANA, "ana"));
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            assertThat(PersonKeys.open(KEY, ANA, Base64.getEncoder().encodeToString(changed)))
                    .isEmpty();
        }
        assertThat(PersonKeys.open(KEY, ANA, "not base64!")).isEmpty();
        assertThat(PersonKeys.open(KEY, ANA, "AAAA")).isEmpty();
    }

    @Test
    void a_pseudonym_is_a_name_and_tells_only_the_end_of_the_id() {
        assertThat(AppUser.pseudonym(ANA)).isEqualTo("erased-00000000000a");
        assertThat(Name.of("name", AppUser.pseudonym(BEN)).text()).isEqualTo("erased-00000000000b");
    }
}
