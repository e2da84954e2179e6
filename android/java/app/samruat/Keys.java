package app.samruat;

import android.os.Build;
import android.security.KeyStoreException;
import android.security.keystore.KeyGenParameterSpec;
import android.security.keystore.KeyPermanentlyInvalidatedException;
import android.security.keystore.KeyProperties;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.ProviderException;
import java.security.UnrecoverableKeyException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * The key in the phone's own key store, which never leaves it; it seals the key of the database. Where the
 * phone has a StrongBox, it lies there. It asks for no unlocked screen: work is sent at night, too.
 */
final class Keys {
    private static final String STORE = "AndroidKeyStore";
    private static final String NAME = "database";
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int TAG_BITS = 128;
    private static final int TRIES = 3;
    private static final long PAUSE_MS = 300;

    private Keys() {}

    /** The length of the nonce, the nonce, and what is sealed. */
    static byte[] seal(byte[] plain) throws Exception {
        try {
            SecretKey key = find();
            return seal(plain, key == null ? make() : key);
        } catch (Exception trouble) {
            if (!isGone(trouble)) {
                throw trouble;
            }
            // Rust has something sealed where nothing is sealed yet, or where the person begins anew: the next key has
            // the name of the one that is of no use to anybody.
            return seal(plain, make());
        }
    }

    private static byte[] seal(byte[] plain, SecretKey key) throws Exception {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(Cipher.ENCRYPT_MODE, key);
        byte[] nonce = cipher.getIV();
        byte[] closed = cipher.doFinal(plain);
        byte[] sealed = new byte[1 + nonce.length + closed.length];
        sealed[0] = (byte) nonce.length;
        System.arraycopy(nonce, 0, sealed, 1, nonce.length);
        System.arraycopy(closed, 0, sealed, 1 + nonce.length, closed.length);
        return sealed;
    }

    /** What was sealed; null where the key that sealed it is gone, or there and of no use any more. */
    static byte[] open(byte[] sealed) throws Exception {
        for (int tried = 1; ; tried++) {
            try {
                return openOnce(sealed);
            } catch (Exception trouble) {
                if (!isGone(trouble)) {
                    throw trouble;
                }
                // Nobody is told that their work is lost by the first word of hardware that only now wakes up.
                if (tried == TRIES) {
                    return null;
                }
                Thread.sleep(PAUSE_MS);
            }
        }
    }

    private static byte[] openOnce(byte[] sealed) throws Exception {
        SecretKey key = find();
        if (key == null) {
            return null;
        }
        int length = sealed.length == 0 ? 0 : sealed[0];
        if (length <= 0 || sealed.length <= 1 + length) {
            throw new GeneralSecurityException("the sealed key is cut short");
        }
        try {
            Cipher cipher = Cipher.getInstance(CIPHER);
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, sealed, 1, length));
            return cipher.doFinal(sealed, 1 + length, sealed.length - 1 - length);
        } catch (AEADBadTagException otherKey) {
            return null;
        }
    }

    /** Whether the key store says that the key will never be of use again, and not that it is not now. */
    private static boolean isGone(Throwable trouble) {
        boolean isUnrecoverable = false;
        for (Throwable cause = trouble; cause != null; cause = cause.getCause()) {
            if (cause instanceof KeyPermanentlyInvalidatedException) {
                return true;
            }
            // Android 13 and later say what kind of refusal it is; before, nobody outside of the system is told. Only what
            // says that the key itself is no more counts: most other refusals are of a moment, whatever they say.
            if (Build.VERSION.SDK_INT >= 33 && cause instanceof KeyStoreException) {
                int said = ((KeyStoreException) cause).getNumericErrorCode();
                return said == KeyStoreException.ERROR_KEY_CORRUPTED || said == KeyStoreException.ERROR_KEY_DOES_NOT_EXIST;
            }
            // By itself it is how the key store passes on the first of these; with a cause, that says more.
            isUnrecoverable |= cause instanceof UnrecoverableKeyException && cause.getCause() == null;
        }
        return isUnrecoverable;
    }

    private static SecretKey find() throws Exception {
        KeyStore store = KeyStore.getInstance(STORE);
        store.load(null);
        return (SecretKey) store.getKey(NAME, null);
    }

    private static SecretKey make() throws Exception {
        if (Build.VERSION.SDK_INT >= 28) {
            try {
                return make(true);
            } catch (ProviderException noStrongBox) {
                // Most phones have none; their key lies in the ordinary secure hardware.
            }
        }
        return make(false);
    }

    private static SecretKey make(boolean strongBox) throws Exception {
        KeyGenParameterSpec.Builder spec = new KeyGenParameterSpec.Builder(
                        NAME, KeyProperties.PURPOSE_ENCRYPT | KeyProperties.PURPOSE_DECRYPT)
                .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
                .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
                .setKeySize(256);
        if (strongBox) {
            spec.setIsStrongBoxBacked(true);
        }
        KeyGenerator generator = KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, STORE);
        generator.init(spec.build());
        return generator.generateKey();
    }
}
