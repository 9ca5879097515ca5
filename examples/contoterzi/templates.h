/* Texts of messages from files. */
#ifndef TEMPLATES_H
#define TEMPLATES_H

#include "app.h"

/* Reads the folder of --templates, if it was given, into the policy: for each kind of message a file
 * KIND.txt, "Subject: ...", an empty line, and the text; a kind without a file keeps its own. Answers
 * 0, or the exit status after telling why. */
int templates_load(const struct app *app, ct_policy *policy);

#endif
