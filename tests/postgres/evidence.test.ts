/** Evidence, on PostgreSQL. */
import '../operator/evidence.test.ts';
