package app.samruat;

/** In a test the Rust side is there already. */
final class Library {
    private Library() {}

    static void load() {}
}
