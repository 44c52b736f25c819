/** Types of `debian-packages.mjs`, which runs before anything is installed. */
export function debianPackages(command: string): string[];
export function missingPackages(packages: readonly string[]): string[] | null;
export const debianAnswers: string;
