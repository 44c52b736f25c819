/** The main path, on PostgreSQL. */
import '../operator/main-path.test.ts';
