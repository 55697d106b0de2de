/** One resolution that was seen. */
export interface Edge {
  readonly specifier: string;
  readonly kind: 'import' | 'require';
  /** The absolute path that it led to; undefined for nowhere. */
  readonly to: string | undefined;
  /** True if the importer's text names the specifier; false if it was computed. */
  readonly isStatic: boolean;
  /** The same for the same specifier and kind. */
  readonly key: string;
}

export const edgeKey = (specifier: string, isRequire: boolean): string =>
  `${isRequire ? 'require' : 'import'} ${specifier}`;
