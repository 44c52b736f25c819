/** The suite of the stores, on PostgreSQL. */
import '../operator/stores.test.ts';
