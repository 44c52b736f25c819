/** Structures in the console, on PostgreSQL. */
import '../operator/structure-administration.test.ts';
