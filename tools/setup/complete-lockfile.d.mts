/** Types of `complete-lockfile.mjs`. */
export interface LockedPackage {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export interface Lockfile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

export function platformOf(name: string): Pick<LockedPackage, 'os' | 'cpu' | 'libc'>;
export function missingOptional(packages: Lockfile['packages']): [folder: string, name: string, version: string][];
export function complete(lockfile: Lockfile): Lockfile;
