/** Second factors, on PostgreSQL. */
import '../operator/time-codes.test.ts';
