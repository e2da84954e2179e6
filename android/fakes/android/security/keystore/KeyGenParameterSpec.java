package android.security.keystore;

import java.security.spec.AlgorithmParameterSpec;

public final class KeyGenParameterSpec implements AlgorithmParameterSpec {
    public String name;
    public int bits;
    public boolean strongBox;

    public static final class Builder {
        private final KeyGenParameterSpec made = new KeyGenParameterSpec();

        public Builder(String name, int purposes) {
            made.name = name;
        }

        public Builder setBlockModes(String... modes) {
            return this;
        }

        public Builder setEncryptionPaddings(String... paddings) {
            return this;
        }

        public Builder setKeySize(int bits) {
            made.bits = bits;
            return this;
        }

        public Builder setIsStrongBoxBacked(boolean on) {
            made.strongBox = on;
            return this;
        }

        public KeyGenParameterSpec build() {
            return made;
        }
    }
}
