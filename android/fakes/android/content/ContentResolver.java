package android.content;

import android.net.Uri;
import java.io.FileNotFoundException;
import java.io.InputStream;

public class ContentResolver {
    public static final String SCHEME_CONTENT = "content";

    public final InputStream openInputStream(Uri uri) throws FileNotFoundException {
        try {
            return fake.World.content(uri.toString());
        } catch (RuntimeException refused) {
            throw refused;
        } catch (Exception none) {
            throw new FileNotFoundException(none.getMessage());
        }
    }
}
