package app.samruat;

/**
 * What Android tells the app: every way from Java into Rust stands on this page, and {@code told.rs}
 * answers each. Refuses to decide anything.
 */
final class Told {
    /** How something went that a person or the system had to do. */
    static final int DONE = 0;
    static final int LEFT_OFF = 1;
    static final int NOT_ALLOWED = 2;
    static final int SWITCHED_OFF = 3;
    static final int ABSENT = 4;
    static final int FAILED = 5;
    static final int ROUGHLY = 6;

    static {
        Library.load();
    }

    private Told() {}

    /** A window opened on this phone. */
    static native void arrived(Phone phone);

    /** The window is gone. */
    static native void left(Phone phone);

    /** An answer to what was asked under this number: where the file lies, or why there is none. */
    static native void answered(int request, int how, String what);

    /** Where the file that was chosen for this request is to be copied; null where it lies there already. */
    static native String place(String folder, int request);

    /** A position; an accuracy below zero is not known, nor is a time of zero. Times in milliseconds. */
    static native void position(
            double lat, double lon, float accuracy, long fixedAt, long age, boolean mock);

    static native void noPosition(int how, String why);

    /** 0 none, 1 paid for by what goes over it, 2 any other; and whether Android saw that it leads anywhere. */
    static native void network(int kind, boolean works);

    /** Another app handed over a file: where it lies now, or why it did not come. */
    static native void handed(int how, String what);

    /** A link was opened. */
    static native void linked(String link);

    static native void seen(boolean seen);

    /** Sends and fetches without a window, and comes back when that is over: whether it need not try again. */
    static native boolean work(Phone phone);

    /** The system wants the work of {@link #work} to stop. */
    static native void stop();
}
