package android.security;

public class KeyStoreException extends Exception {
    private final String kind;

    /** By what it says of itself: "transient", "system", or nothing. */
    public KeyStoreException(String kind) {
        super("keymaster refused: " + kind);
        this.kind = kind;
    }

    public boolean isTransientFailure() {
        return "transient".equals(kind);
    }

    public boolean isSystemError() {
        return "system".equals(kind);
    }

    public boolean requiresUserAuthentication() {
        return false;
    }
}
