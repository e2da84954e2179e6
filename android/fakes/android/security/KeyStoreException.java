package android.security;

public class KeyStoreException extends Exception {
    public static final int ERROR_OTHER = 1;
    public static final int ERROR_KEY_DOES_NOT_EXIST = 6;
    public static final int ERROR_KEY_CORRUPTED = 7;
    public static final int ERROR_KEYMINT_FAILURE = 8;

    private final int code;

    /** By what went wrong: "corrupted", "missing", "keymint", or something else. */
    public KeyStoreException(String kind) {
        super("keymaster refused: " + kind);
        if ("corrupted".equals(kind)) {
            this.code = ERROR_KEY_CORRUPTED;
        } else if ("missing".equals(kind)) {
            this.code = ERROR_KEY_DOES_NOT_EXIST;
        } else {
            this.code = "keymint".equals(kind) ? ERROR_KEYMINT_FAILURE : ERROR_OTHER;
        }
    }

    public int getNumericErrorCode() {
        return code;
    }
}
