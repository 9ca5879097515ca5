/* contoterzi client export */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "command.h"

static ct_status
write_out(void *user, const char *bytes, size_t count)
{
    int *error = user;

    if (fwrite(bytes, 1, count, stdout) == count && fflush(stdout) == 0)
        return CT_OK;
    *error = errno;
    return CT_ERR_IO;
}

/* The document is the same with and without --json. */
int
run_client_export(struct app *app)
{
    ct_call call = app_call(app);
    ct_export_request request = CT_EXPORT_REQUEST_INIT;
    ct_status status;
    int error = 0;
    int failed = app_client(app, app->arguments.items[0], &request.client);

    if (!failed && app_text(app, OPTION_STUDIO))
        failed = app_studio(app, &request.studio);
    if (failed)
        return failed;
    request.write = write_out;
    request.user = &error;
    status = ct_client_export(app->context, &request, &call);
    if (status && error)
        return failure_output(app, "stdout",
                              SAY(app, "l'uscita non si può scrivere: %s",
                                  "standard output can't be written: %s"),
                              strerror(error));
    return status ? failure_of(app, status) : EXIT_DONE;
}
