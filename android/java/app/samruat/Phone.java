package app.samruat;

import android.app.Activity;
import android.app.ActivityManager;
import android.content.ActivityNotFoundException;
import android.content.ClipData;
import android.content.ContentResolver;
import android.content.Context;
import android.content.Intent;
import android.content.IntentFilter;
import android.net.ConnectivityManager;
import android.net.Network;
import android.net.NetworkCapabilities;
import android.net.NetworkRequest;
import android.net.Uri;
import android.os.BatteryManager;
import android.os.Build;
import android.os.PowerManager;
import android.provider.MediaStore;
import android.view.View;
import android.view.Window;
import android.view.WindowInsetsController;
import android.view.WindowManager;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;

/**
 * What Rust asks of Android, and passing on the answers. Owns the calls; which of them when, and what an answer
 * means, is Rust's ({@code phone.rs}). With a window, or, for the job, without.
 */
final class Phone {
    private static final int ASKING_NOTICES = 0x4002;
    /**
     * The office's link under a name that is only ours: since Android 12 an app gets an https link only by a domain
     * that vouches for it, and offices have domains of their own.
     */
    private static final String LINK = "samruat";
    /** Larger than any photo or bundle; whatever is larger was chosen by mistake. */
    private static final long MOST_BYTES = 256L * 1024 * 1024;

    private final Context context;
    private final Activity activity;
    private final Place place;
    private ConnectivityManager.NetworkCallback watch;

    Phone(Context context, Activity activity) {
        this.context = context;
        this.activity = activity;
        this.place = activity == null ? null : new Place(activity);
    }

    // --- asked by Rust, from its own threads ---

    /** Where the app keeps its things: a place that no backup takes along. */
    String folder() {
        return context.getNoBackupFilesDir().getPath();
    }

    float textScale() {
        return context.getResources().getConfiguration().fontScale;
    }

    /** Bytes left for us; below zero where that cannot be told. */
    long room() {
        long room = context.getNoBackupFilesDir().getUsableSpace();
        return room > 0 ? room : -1;
    }

    /** Percent, and 1000 more while it is charged; below zero where that cannot be told. */
    int battery() {
        Intent last = context.registerReceiver(null, new IntentFilter(Intent.ACTION_BATTERY_CHANGED));
        int level = last == null ? -1 : last.getIntExtra(BatteryManager.EXTRA_LEVEL, -1);
        int scale = last == null ? -1 : last.getIntExtra(BatteryManager.EXTRA_SCALE, -1);
        if (level < 0 || scale <= 0) {
            return -1;
        }
        boolean charged = last.getIntExtra(BatteryManager.EXTRA_PLUGGED, 0) != 0;
        return level * 100 / scale + (charged ? 1000 : 0);
    }

    int network() {
        ConnectivityManager manager = context.getSystemService(ConnectivityManager.class);
        Network active = manager == null ? null : manager.getActiveNetwork();
        return active == null ? 0 : kind(manager.getNetworkCapabilities(active));
    }

    private static int kind(NetworkCapabilities can) {
        if (can == null || !can.hasCapability(NetworkCapabilities.NET_CAPABILITY_INTERNET)) {
            return 0;
        }
        return can.hasCapability(NetworkCapabilities.NET_CAPABILITY_NOT_METERED) ? 2 : 1;
    }

    /** 0 it may work unseen, 1 the person or the system forbade it, 2 the system does it rarely to save the battery. */
    int background() {
        ActivityManager activities = context.getSystemService(ActivityManager.class);
        if (Build.VERSION.SDK_INT >= 28 && activities != null && activities.isBackgroundRestricted()) {
            return 1;
        }
        PowerManager power = context.getSystemService(PowerManager.class);
        return power != null && power.isPowerSaveMode() ? 2 : 0;
    }

    /** Tells of the network from now on. */
    void watchNetwork() {
        ConnectivityManager manager = context.getSystemService(ConnectivityManager.class);
        if (manager == null || watch != null) {
            return;
        }
        // Of several networks one may go while another stays. Each tells what it can, and the best of them is what the
        // phone goes by; asked in the middle of a change, Android may still say what was before it.
        watch = new ConnectivityManager.NetworkCallback() {
            private final Map<Network, NetworkCapabilities> there = new HashMap<>();

            @Override
            public void onCapabilitiesChanged(Network network, NetworkCapabilities can) {
                there.put(network, can);
                tell();
            }

            @Override
            public void onLost(Network network) {
                there.remove(network);
                tell();
            }

            private void tell() {
                int kind = 0;
                boolean works = false;
                for (NetworkCapabilities can : there.values()) {
                    boolean itWorks = can.hasCapability(NetworkCapabilities.NET_CAPABILITY_VALIDATED);
                    if (itWorks == works ? kind(can) > kind : itWorks) {
                        kind = kind(can);
                        works = itWorks;
                    }
                }
                Told.network(kind, works);
            }
        };
        NetworkRequest any =
                new NetworkRequest.Builder().addCapability(NetworkCapabilities.NET_CAPABILITY_INTERNET).build();
        manager.registerNetworkCallback(any, watch);
    }

    /** Opens the camera, which writes into this file of ours. */
    void takePhoto(int request, String file) {
        Uri uri = Files.uri(Files.CAMERA, new File(file).getName());
        int may = Intent.FLAG_GRANT_READ_URI_PERMISSION | Intent.FLAG_GRANT_WRITE_URI_PERMISSION;
        Intent intent = new Intent(MediaStore.ACTION_IMAGE_CAPTURE)
                .putExtra(MediaStore.EXTRA_OUTPUT, uri)
                .addFlags(may);
        // Some cameras only get the right to write by this.
        intent.setClipData(ClipData.newRawUri("", uri));
        start(request, intent);
    }

    void choosePhoto(int request) {
        choose(request, Intent.ACTION_GET_CONTENT, "image/*");
    }

    void chooseFile(int request) {
        choose(request, Intent.ACTION_OPEN_DOCUMENT, "*/*");
    }

    private void choose(int request, String action, String type) {
        start(request, new Intent(action).addCategory(Intent.CATEGORY_OPENABLE).setType(type));
    }

    private void start(final int request, final Intent intent) {
        if (activity == null) {
            Told.answered(request, Told.ABSENT, "there is no window");
            return;
        }
        activity.runOnUiThread(new Runnable() {
            @Override
            public void run() {
                try {
                    activity.startActivityForResult(intent, request);
                } catch (ActivityNotFoundException none) {
                    Told.answered(request, Told.ABSENT, words(none));
                } catch (SecurityException refused) {
                    Told.answered(request, Told.NOT_ALLOWED, words(refused));
                } catch (RuntimeException other) {
                    Told.answered(request, Told.FAILED, words(other));
                }
            }
        });
    }

    /** Hands one of our files to whatever the person picks. */
    int handOver(String file, String title) {
        if (activity == null) {
            return Told.ABSENT;
        }
        Uri uri = Files.uri(Files.FILES, new File(file).getName());
        Intent intent = new Intent(Intent.ACTION_SEND)
                .setType(Files.type(file))
                .putExtra(Intent.EXTRA_STREAM, uri)
                .addFlags(Intent.FLAG_GRANT_READ_URI_PERMISSION);
        intent.setClipData(ClipData.newRawUri("", uri));
        try {
            activity.startActivity(Intent.createChooser(intent, title));
            return Told.DONE;
        } catch (ActivityNotFoundException none) {
            return Told.ABSENT;
        } catch (SecurityException refused) {
            return Told.NOT_ALLOWED;
        }
    }

    void watchPosition(final boolean on) {
        if (activity == null) {
            Told.noPosition(Told.ABSENT, "there is no window");
            return;
        }
        activity.runOnUiThread(new Runnable() {
            @Override
            public void run() {
                place.watch(on);
            }
        });
    }

    byte[] seal(byte[] plain) throws Exception {
        return Keys.seal(plain);
    }

    byte[] open(byte[] sealed) throws Exception {
        return Keys.open(sealed);
    }

    /** Whether pictures of the screen, and the list of recent apps, show nothing of us. */
    void hideFromPictures(final boolean hide) {
        if (activity == null) {
            return;
        }
        activity.runOnUiThread(new Runnable() {
            @Override
            public void run() {
                int flag = WindowManager.LayoutParams.FLAG_SECURE;
                activity.getWindow().setFlags(hide ? flag : 0, flag);
            }
        });
    }

    /** The system's bars lie over the app's own ground: what stands in them is to be read there. */
    void barsOver(final boolean dark) {
        if (activity == null) {
            return;
        }
        activity.runOnUiThread(new Runnable() {
            @Override
            public void run() {
                bars(activity.getWindow(), dark);
            }
        });
    }

    @SuppressWarnings("deprecation")
    private void bars(Window window, boolean dark) {
        // Android 15 and later give the bars no ground of their own and pass over this.
        int ground = context.getColor(dark ? R.color.night : R.color.ground);
        window.setStatusBarColor(ground);
        window.setNavigationBarColor(ground);
        // Asked for first: in Android 11 a window without it has no controller either, and fails.
        View whole = window.getDecorView();
        if (Build.VERSION.SDK_INT >= 30) {
            WindowInsetsController bars = window.getInsetsController();
            if (bars != null) {
                int light = WindowInsetsController.APPEARANCE_LIGHT_STATUS_BARS
                        | WindowInsetsController.APPEARANCE_LIGHT_NAVIGATION_BARS;
                bars.setSystemBarsAppearance(dark ? 0 : light, light);
            }
            return;
        }
        int light = View.SYSTEM_UI_FLAG_LIGHT_STATUS_BAR | View.SYSTEM_UI_FLAG_LIGHT_NAVIGATION_BAR;
        int others = whole.getSystemUiVisibility() & ~light;
        whole.setSystemUiVisibility(dark ? others : others | light);
    }

    /** The person goes back from the first screen: the app stays as it is, out of sight. */
    void leave() {
        if (activity != null) {
            activity.runOnUiThread(new Runnable() {
                @Override
                public void run() {
                    activity.moveTaskToBack(true);
                }
            });
        }
    }

    /** The person asked to send now, or that is over. */
    void sending(boolean on) {
        if (!on) {
            Sending.end();
            return;
        }
        boolean asks = Build.VERSION.SDK_INT >= 33
                && activity != null
                && activity.checkSelfPermission("android.permission.POST_NOTIFICATIONS") != 0;
        if (asks) {
            final String[] one = {"android.permission.POST_NOTIFICATIONS"};
            activity.runOnUiThread(new Runnable() {
                @Override
                public void run() {
                    activity.requestPermissions(one, ASKING_NOTICES);
                }
            });
        }
        Sending.begin(context);
    }

    boolean schedule(boolean soon) {
        return SyncJob.schedule(context, soon);
    }

    boolean notice(String title, String words) {
        return Notices.say(context, title, words);
    }

    // --- told by the activity, on its thread ---

    void seen(boolean seen) {
        place.seen(seen);
        Told.seen(seen);
    }

    void permitted(int request) {
        if (request == Place.ASKING) {
            place.permitted();
        }
    }

    void close() {
        place.watch(false);
        ConnectivityManager manager = context.getSystemService(ConnectivityManager.class);
        if (manager != null && watch != null) {
            manager.unregisterNetworkCallback(watch);
            watch = null;
        }
    }

    /** What a camera or a chooser came back with; maybe for an app that was killed meanwhile and began anew. */
    void answered(final int request, int code, Intent data) {
        if (code != Activity.RESULT_OK) {
            Told.answered(request, Told.LEFT_OFF, "");
            return;
        }
        final String into = Told.place(folder(), request);
        if (into == null) {
            Told.answered(request, Told.DONE, "");
            return;
        }
        final Uri from = data == null ? null : data.getData();
        if (from == null) {
            Told.answered(request, Told.FAILED, "nothing was chosen");
            return;
        }
        begin(new File(into));
        new Thread("copy") {
            @Override
            public void run() {
                String trouble = copy(from, new File(into));
                Told.answered(request, trouble == null ? Told.DONE : Told.FAILED, trouble == null ? into : trouble);
            }
        }.start();
    }

    private static boolean forgot;

    /** What an earlier life of the app was copying nobody copies any more: it would be waited for in vain. */
    void forgetCopies() {
        File[] left = forgot ? null : new File(folder(), "in").listFiles();
        forgot = true;
        for (int at = 0; left != null && at < left.length; at++) {
            if (left[at].getName().endsWith(".part")) {
                left[at].delete();
            }
        }
    }

    /** A link that was opened with us, or a file that another app handed over. */
    void taken(Intent intent) {
        if (intent == null || intent.getAction() == null) {
            return;
        }
        // Whoever opens the app out of the list of recent ones shares and opens nothing: what once began it was
        // taken then.
        if ((intent.getFlags() & Intent.FLAG_ACTIVITY_LAUNCHED_FROM_HISTORY) != 0) {
            return;
        }
        Uri file = null;
        if (Intent.ACTION_VIEW.equals(intent.getAction())) {
            Uri data = intent.getData();
            if (data != null && "https".equals(data.getScheme())) {
                Told.linked(data.toString());
                return;
            }
            if (data != null && LINK.equals(data.getScheme())) {
                Told.linked("https" + data.toString().substring(LINK.length()));
                return;
            }
            file = data;
        } else if (Intent.ACTION_SEND.equals(intent.getAction())) {
            String text = intent.getStringExtra(Intent.EXTRA_TEXT);
            file = intent.getParcelableExtra(Intent.EXTRA_STREAM);
            if (file == null && text != null) {
                Told.linked(text);
                return;
            }
        }
        // Only what has an owner that lets us read it: a bare path could be one of our own secrets.
        if (file == null || !ContentResolver.SCHEME_CONTENT.equals(file.getScheme())
                || isOurs(file.getAuthority())) {
            return;
        }
        final Uri from = file;
        final File into = new File(new File(folder(), "in"), "handed-" + System.currentTimeMillis());
        new Thread("copy") {
            @Override
            public void run() {
                String trouble = copy(from, into);
                Told.handed(trouble == null ? Told.DONE : Told.FAILED, trouble == null ? into.getPath() : trouble);
            }
        }.start();
    }

    /** Android takes what stands before the last @ for a user of the phone, and opens the rest. */
    private static boolean isOurs(String authority) {
        return authority != null && Files.AUTHORITY.equals(authority.substring(authority.lastIndexOf('@') + 1));
    }

    /** Where a file is until it is whole. */
    private static File part(File into) {
        return new File(into.getPath() + ".part");
    }

    /** From now on it can be seen that a copy is on its way: whoever has the file may take long to give any of it. */
    private static void begin(File into) {
        into.getParentFile().mkdirs();
        try {
            part(into).createNewFile();
        } catch (IOException trouble) {
            // The copy says so.
        }
    }

    /** Copies a file whole, or not at all; why not, or null. */
    private String copy(Uri from, File into) {
        File part = part(into);
        into.getParentFile().mkdirs();
        try (InputStream in = context.getContentResolver().openInputStream(from);
                FileOutputStream out = new FileOutputStream(part)) {
            if (in == null) {
                throw new IOException("whoever has the file does not give it");
            }
            pour(in, out);
            out.getFD().sync();
        } catch (IOException | RuntimeException trouble) {
            part.delete();
            return words(trouble);
        }
        return part.renameTo(into) ? null : "the file cannot be put where it belongs";
    }

    private static void pour(InputStream in, OutputStream out) throws IOException {
        byte[] some = new byte[64 * 1024];
        long all = 0;
        for (int count = in.read(some); count >= 0; count = in.read(some)) {
            all += count;
            if (all > MOST_BYTES) {
                throw new IOException("the file is too large");
            }
            out.write(some, 0, count);
        }
    }

    private static String words(Throwable trouble) {
        return trouble.getClass().getSimpleName() + ": " + trouble.getMessage();
    }
}
