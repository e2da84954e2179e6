package app.samruat;

/** Loads the Rust side. Apart from the rest, because a desktop's Java, under test, has it loaded already. */
final class Library {
    private Library() {}

    static void load() {
        System.loadLibrary("samruat_android");
    }
}
