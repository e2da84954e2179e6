package app.samruat;

/** What aapt2 makes of the resources, as far as our Java names it. */
final class R {
    static final class string {
        static final int channel = 1;
        static final int sending = 2;
    }

    static final class color {
        static final int ground = 4;
        static final int night = 5;
    }

    static final class drawable {
        static final int notice = 3;
    }
}
