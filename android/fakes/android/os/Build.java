package android.os;

public class Build {
    /** The phone is of this version of Android. */
    public static void is(String sdk) {
        VERSION.SDK_INT = Integer.parseInt(sdk);
    }

    public static class VERSION {
        public static int SDK_INT = 34;
    }
}
