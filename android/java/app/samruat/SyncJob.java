package app.samruat;

import android.app.job.JobInfo;
import android.app.job.JobParameters;
import android.app.job.JobScheduler;
import android.app.job.JobService;
import android.content.ComponentName;
import android.content.Context;

/**
 * Sends and fetches while nobody looks: the system calls when there is a network and the battery is not low,
 * again later if that did not succeed, and after the phone was switched off and on. Rust does the work.
 */
public final class SyncJob extends JobService {
    private static final int REGULAR = 1;
    private static final int SOON = 2;
    private static final long HOUR = 60 * 60 * 1000L;
    private static final long FIRST_PAUSE = 60 * 1000L;

    /** Whether the system takes the regular job; asked for again, it stays as it is. */
    static boolean schedule(Context context, boolean soon) {
        JobScheduler scheduler = context.getSystemService(JobScheduler.class);
        if (scheduler == null) {
            return false;
        }
        boolean taken = true;
        if (scheduler.getPendingJob(REGULAR) == null) {
            taken = JobScheduler.RESULT_SUCCESS == scheduler.schedule(job(context, REGULAR).setPeriodic(4 * HOUR).build());
        }
        if (soon && scheduler.getPendingJob(SOON) == null) {
            taken &= JobScheduler.RESULT_SUCCESS == scheduler.schedule(job(context, SOON).build());
        }
        return taken;
    }

    private static JobInfo.Builder job(Context context, int id) {
        return new JobInfo.Builder(id, new ComponentName(context, SyncJob.class))
                .setRequiredNetworkType(JobInfo.NETWORK_TYPE_ANY)
                .setRequiresBatteryNotLow(true)
                .setBackoffCriteria(FIRST_PAUSE, JobInfo.BACKOFF_POLICY_EXPONENTIAL)
                .setPersisted(true);
    }

    @Override
    public boolean onStartJob(final JobParameters job) {
        final Phone phone = new Phone(this, null);
        new Thread("sync") {
            @Override
            public void run() {
                boolean done = Told.work(phone);
                jobFinished(job, !done);
            }
        }.start();
        return true;
    }

    @Override
    public boolean onStopJob(JobParameters job) {
        Told.stop();
        return true;
    }
}
