/* run_sql FILE SQL: what an SQLite file may have met before a test. */
#include <sqlite3.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    sqlite3 *db = NULL;
    char *why = NULL;

    if (argc != 3 || sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK ||
        sqlite3_exec(db, argv[2], NULL, NULL, &why) != SQLITE_OK) {
        fprintf(stderr, "run_sql: %s\n", why != NULL ? why : "usage: run_sql FILE SQL");
        sqlite3_free(why);
        sqlite3_close(db);
        return 1;
    }
    sqlite3_close(db);
    return 0;
}
