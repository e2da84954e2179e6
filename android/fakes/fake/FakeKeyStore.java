package fake;

import java.io.InputStream;
import java.io.OutputStream;
import java.security.Key;
import java.security.KeyStoreSpi;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Collections;
import java.util.Date;
import java.util.Enumeration;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.KeyGeneratorSpi;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import android.security.keystore.KeyGenParameterSpec;
import android.security.keystore.KeyPermanentlyInvalidatedException;

/** A key store by Android's name, with keys in memory: real AES by the desktop's Java, no hardware. */
public final class FakeKeyStore extends Provider {
    static final Map<String, SecretKey> KEYS = new TreeMap<>();

    public FakeKeyStore() {
        super("AndroidKeyStore", "1.0", "a fake for tests");
        put("KeyStore.AndroidKeyStore", Store.class.getName());
        put("KeyGenerator.AES", Generator.class.getName());
    }

    public static void install() {
        if (Security.getProvider("AndroidKeyStore") == null) {
            Security.addProvider(new FakeKeyStore());
        }
    }

    /** The key that is there now; the hardware cannot use it any more. */
    private static SecretKey broken;

    /** The hardware breaks the key that is there; which it says of it, the world's "key is broken" does. */
    public static void breaks() {
        broken = KEYS.get("database");
    }

    /** The person reset the phone's credentials. */
    public static void forgets() {
        KEYS.clear();
    }

    /** Makes keys. */
    public static final class Generator extends KeyGeneratorSpi {
        private KeyGenParameterSpec spec;

        @Override
        protected void engineInit(SecureRandom random) {}

        @Override
        protected void engineInit(AlgorithmParameterSpec spec, SecureRandom random) {
            this.spec = (KeyGenParameterSpec) spec;
        }

        @Override
        protected void engineInit(int bits, SecureRandom random) {}

        @Override
        protected SecretKey engineGenerateKey() {
            if (spec.strongBox && !World.is("strongbox")) {
                throw new java.security.ProviderException("no StrongBox");
            }
            World.set("key made in", spec.strongBox ? "strongbox" : "tee");
            byte[] bytes = new byte[spec.bits / 8];
            new SecureRandom().nextBytes(bytes);
            SecretKey key = new SecretKeySpec(bytes, "AES");
            KEYS.put(spec.name, key);
            return key;
        }
    }

    /** As Android passes on what its hardware says of a key that is there. */
    private static UnrecoverableKeyException unrecoverable(String how) {
        if ("invalidated, passed on".equals(how)) {
            return new UnrecoverableKeyException("the key was invalidated");
        }
        Exception cause = "invalidated".equals(how)
                ? new KeyPermanentlyInvalidatedException()
                : new android.security.KeyStoreException(how);
        UnrecoverableKeyException thrown = new UnrecoverableKeyException("failed to obtain information about the key");
        thrown.initCause(cause);
        return thrown;
    }

    /** Finds keys. */
    public static final class Store extends KeyStoreSpi {
        @Override
        public Key engineGetKey(String alias, char[] password) throws UnrecoverableKeyException {
            if (World.is("key store is stuck")) {
                throw new java.security.ProviderException("the key store does not answer");
            }
            // A new key by that name is whole.
            boolean isBroken = KEYS.containsKey(alias) && KEYS.get(alias) == broken;
            String how = isBroken ? World.get("key is broken") : "";
            int left = World.number("broken times", Integer.MAX_VALUE);
            if (!how.isEmpty() && left > 0) {
                World.set("broken times", String.valueOf(left - 1));
                throw unrecoverable(how);
            }
            return KEYS.get(alias);
        }

        @Override
        public Certificate[] engineGetCertificateChain(String alias) {
            return null;
        }

        @Override
        public Certificate engineGetCertificate(String alias) {
            return null;
        }

        @Override
        public Date engineGetCreationDate(String alias) {
            return null;
        }

        @Override
        public void engineSetKeyEntry(String alias, Key key, char[] password, Certificate[] chain) {}

        @Override
        public void engineSetKeyEntry(String alias, byte[] key, Certificate[] chain) {}

        @Override
        public void engineSetCertificateEntry(String alias, Certificate cert) {}

        @Override
        public void engineDeleteEntry(String alias) {
            KEYS.remove(alias);
        }

        @Override
        public Enumeration<String> engineAliases() {
            return Collections.enumeration(KEYS.keySet());
        }

        @Override
        public boolean engineContainsAlias(String alias) {
            return KEYS.containsKey(alias);
        }

        @Override
        public int engineSize() {
            return KEYS.size();
        }

        @Override
        public boolean engineIsKeyEntry(String alias) {
            return true;
        }

        @Override
        public boolean engineIsCertificateEntry(String alias) {
            return false;
        }

        @Override
        public String engineGetCertificateAlias(Certificate cert) {
            return null;
        }

        @Override
        public void engineStore(OutputStream stream, char[] password) {}

        @Override
        public void engineLoad(InputStream stream, char[] password) {}
    }
}
