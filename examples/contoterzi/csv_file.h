/* CSV files as spreadsheets write them, record by record: comma or semicolon, UTF-8 or
 * Windows-1252, CRLF or LF, quotes. What is wrong with one line spoils no other. */
#ifndef CSV_FILE_H
#define CSV_FILE_H

#include <stddef.h>

struct csv_file;

/* What is wrong with a record. */
enum csv_problem {
    CSV_FINE,
    CSV_OPEN_QUOTE, /* a quoted field never ended, or went on behind its end */
    CSV_BAD_BYTES,  /* neither UTF-8 nor Windows-1252 */
    CSV_NUL_BYTE
};

/* One record. With a problem its fields are not to be relied on. */
struct csv_record {
    size_t line; /* where it starts in the file, counting from 1 */
    enum csv_problem problem;
    size_t count;
    char **fields; /* UTF-8, NUL-terminated */
};

/* Why a file could not be read. */
enum csv_answer {
    CSV_OK,
    CSV_END,
    CSV_UNREADABLE, /* errno says why */
    CSV_TOO_LARGE,
    CSV_UTF16,
    CSV_NO_CONVERTER /* this system has no Windows-1252 */
};

enum csv_answer csv_file_open(const char *path, struct csv_file **ret_file);
void csv_file_close(struct csv_file *file);

/* The next record that is not blank: CSV_OK or CSV_END. */
enum csv_answer csv_file_next(struct csv_file *file, struct csv_record *ret_record);
void csv_record_free(struct csv_record *record);

/* How far reading has come, in bytes. */
size_t csv_file_size(const struct csv_file *file);
size_t csv_file_position(const struct csv_file *file);

#endif
