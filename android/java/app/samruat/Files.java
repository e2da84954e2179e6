package app.samruat;

import android.content.ContentProvider;
import android.content.ContentValues;
import android.content.Context;
import android.database.Cursor;
import android.database.MatrixCursor;
import android.net.Uri;
import android.os.ParcelFileDescriptor;
import android.provider.OpenableColumns;
import java.io.File;
import java.io.FileNotFoundException;
import java.util.List;

/**
 * Files that other apps may reach, one by one and only while we let them: the camera writes a photo into
 * {@code camera}, whoever is picked in the share sheet reads a sealed file from {@code files}. Refuses every
 * other place, and every name that is not plainly one.
 */
public final class Files extends ContentProvider {
    static final String AUTHORITY = "app.samruat.files";
    static final String CAMERA = "camera";
    static final String FILES = "files";
    /**
     * By this ending and type a sealed file goes out, although it is no zip: Android's own Bluetooth takes in what
     * is on a list of its own and refuses unknown bytes; a zip is on the list. Whoever takes a file in looks at what
     * is in it.
     */
    private static final String ZIP = ".zip";
    /** What is on that list as it is. */
    private static final String TEXT = ".txt";

    static Uri uri(String place, String name) {
        return new Uri.Builder()
                .scheme("content")
                .authority(AUTHORITY)
                .appendPath(place)
                .appendPath(FILES.equals(place) ? shown(name) : name)
                .build();
    }

    /** How a file of ours is called outside. */
    private static String shown(String name) {
        return name.endsWith(TEXT) ? name : name + ZIP;
    }

    /** How a file that is called so outside is called here. */
    private static String hidden(String shown) {
        return shown.endsWith(ZIP) ? shown.substring(0, shown.length() - ZIP.length()) : shown;
    }

    static String type(String name) {
        return name.endsWith(TEXT) ? "text/plain" : "application/zip";
    }

    /** The file of an address, or nothing. */
    static File file(Context context, Uri uri) throws FileNotFoundException {
        List<String> parts = uri.getPathSegments();
        boolean ours = parts.size() == 2
                && (CAMERA.equals(parts.get(0)) || FILES.equals(parts.get(0)))
                && hidden(parts.get(1)).matches("[A-Za-z0-9_-][A-Za-z0-9._-]*");
        if (!ours) {
            throw new FileNotFoundException("there is no such file: " + uri);
        }
        return new File(new File(context.getNoBackupFilesDir(), parts.get(0)), hidden(parts.get(1)));
    }

    @Override
    public boolean onCreate() {
        return true;
    }

    @Override
    public ParcelFileDescriptor openFile(Uri uri, String mode) throws FileNotFoundException {
        File file = file(getContext(), uri);
        boolean writes = !"r".equals(mode);
        if (writes && !CAMERA.equals(uri.getPathSegments().get(0))) {
            throw new FileNotFoundException("this file is only to be read: " + uri);
        }
        if (writes) {
            file.getParentFile().mkdirs();
        }
        return ParcelFileDescriptor.open(file, ParcelFileDescriptor.parseMode(mode));
    }

    @Override
    public Cursor query(Uri uri, String[] columns, String where, String[] values, String order) {
        MatrixCursor rows = new MatrixCursor(new String[] {OpenableColumns.DISPLAY_NAME, OpenableColumns.SIZE});
        try {
            File file = file(getContext(), uri);
            boolean photo = CAMERA.equals(uri.getPathSegments().get(0));
            rows.addRow(new Object[] {photo ? file.getName() : shown(file.getName()), file.length()});
        } catch (FileNotFoundException none) {
            // No rows: whoever asks for a file that is not there gets none.
        }
        return rows;
    }

    @Override
    public String getType(Uri uri) {
        List<String> parts = uri.getPathSegments();
        boolean photo = parts.size() == 2 && CAMERA.equals(parts.get(0));
        return photo ? "image/jpeg" : type(uri.toString());
    }

    @Override
    public Uri insert(Uri uri, ContentValues values) {
        throw new UnsupportedOperationException("files are opened here, not made");
    }

    @Override
    public int update(Uri uri, ContentValues values, String where, String[] of) {
        throw new UnsupportedOperationException("files are opened here, not changed");
    }

    @Override
    public int delete(Uri uri, String where, String[] of) {
        throw new UnsupportedOperationException("files are opened here, not removed");
    }
}
