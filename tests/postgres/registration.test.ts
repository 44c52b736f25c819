/** Accounts being made, on PostgreSQL. */
import '../operator/registration.test.ts';
