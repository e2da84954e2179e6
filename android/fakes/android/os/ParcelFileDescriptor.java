package android.os;

import java.io.File;

public class ParcelFileDescriptor {
    /** The file that was opened. */
    public final File file;

    private ParcelFileDescriptor(File file) {
        this.file = file;
    }

    public static int parseMode(String mode) {
        return mode.length();
    }

    public static ParcelFileDescriptor open(File file, int mode) {
        return new ParcelFileDescriptor(file);
    }
}
