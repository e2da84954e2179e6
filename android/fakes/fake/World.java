package fake;

import android.app.Activity;
import android.app.Service;
import android.content.ContentProvider;
import android.content.Context;
import android.content.Intent;
import android.net.Uri;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Map;
import java.util.TreeMap;

/**
 * The world of a phone that is not there: a test says how it is, and reads what was done to it. Every fake class
 * of Android beside this one asks here. Only for tests on a desktop's Java.
 */
public final class World {
    private static final Map<String, String> FACTS = new TreeMap<>();
    private static Activity activity;
    private static ContentProvider provider;

    private World() {}

    public static synchronized void set(String name, String value) {
        FACTS.put(name, value);
    }

    /** What stands there; nothing where nobody said anything. */
    public static synchronized String get(String name) {
        return FACTS.getOrDefault(name, "");
    }

    public static boolean is(String name) {
        return "yes".equals(get(name));
    }

    public static int number(String name, int otherwise) {
        String said = get(name);
        return said.isEmpty() ? otherwise : Integer.parseInt(said);
    }

    public static synchronized void clear() {
        FACTS.clear();
        android.os.Build.is("34");
        FakeKeyStore.KEYS.clear();
    }

    /** The system opens the app's window. */
    public static void opens(Activity window, ContentProvider files) {
        activity = window;
        provider = files;
        Context context = window;
        provider.attach(context);
        activity.created();
    }

    /** The one service that an app of ours begins. */
    public static Service service() {
        try {
            return (Service) Class.forName("app.samruat.Sending").getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException none) {
            throw new IllegalStateException(none);
        }
    }

    public static Activity activity() {
        return activity;
    }

    public static void closes() {
        activity.destroyed();
    }

    /** Somebody with the right to write there writes, as a camera does. */
    public static void writes(String address, byte[] bytes) throws Exception {
        try (FileOutputStream out = new FileOutputStream(provider.openFile(Uri.parse(address), "w").file)) {
            out.write(bytes);
        }
    }

    /** Somebody reads through our provider; why they may not, or what they read. */
    public static String reads(String address, String mode) {
        try {
            File file = provider.openFile(Uri.parse(address), mode).file;
            return "read " + new String(Files.readAllBytes(file.toPath()), "UTF-8");
        } catch (Exception refused) {
            return "refused " + refused.getMessage();
        }
    }

    /** As what our provider gives a file out. */
    public static String type(String address) {
        return provider.getType(Uri.parse(address));
    }

    /** What was opened for a result comes back. */
    public static void comesBack(int request, int code, String address) {
        Intent data = address == null ? null : new Intent("").setData(Uri.parse(address));
        activity.result(request, code, data);
    }

    /** The person answered when the system asked whether we may. */
    public static void answersThePermission(int request) {
        activity.onRequestPermissionsResult(request, new String[0], new int[0]);
    }

    /** What another app's file holds, or nothing. */
    public static InputStream content(String address) throws Exception {
        String said = get("content " + address);
        if ("throws".equals(said)) {
            throw new SecurityException("not for you");
        }
        return said.isEmpty() ? null : new ByteArrayInputStream(Files.readAllBytes(new File(said).toPath()));
    }
}
