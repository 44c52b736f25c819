/** The directory, on PostgreSQL. */
import '../operator/directory.test.ts';
