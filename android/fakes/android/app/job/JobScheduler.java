package android.app.job;

import fake.World;

public class JobScheduler {
    public static final int RESULT_SUCCESS = 1;

    public JobInfo getPendingJob(int id) {
        return World.get("job " + id).isEmpty() ? null : new JobInfo(id);
    }

    public int schedule(JobInfo job) {
        if (World.is("no jobs")) {
            return 0;
        }
        World.set("job " + job.id, job.wants.trim());
        return RESULT_SUCCESS;
    }
}
