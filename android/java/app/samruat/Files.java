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

    static Uri uri(String place, String name) {
        return new Uri.Builder()
                .scheme("content")
                .authority(AUTHORITY)
                .appendPath(place)
                .appendPath(name)
                .build();
    }

    /** The file of an address, or nothing. */
    static File file(Context context, Uri uri) throws FileNotFoundException {
        List<String> parts = uri.getPathSegments();
        boolean ours = parts.size() == 2
                && (CAMERA.equals(parts.get(0)) || FILES.equals(parts.get(0)))
                && parts.get(1).matches("[A-Za-z0-9_-][A-Za-z0-9._-]*");
        if (!ours) {
            throw new FileNotFoundException("there is no such file: " + uri);
        }
        return new File(new File(context.getNoBackupFilesDir(), parts.get(0)), parts.get(1));
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
            rows.addRow(new Object[] {file.getName(), file.length()});
        } catch (FileNotFoundException none) {
            // No rows: whoever asks for a file that is not there gets none.
        }
        return rows;
    }

    @Override
    public String getType(Uri uri) {
        List<String> parts = uri.getPathSegments();
        boolean photo = parts.size() == 2 && CAMERA.equals(parts.get(0));
        return photo ? "image/jpeg" : "application/octet-stream";
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
