/** What people see of an artifact without reading it: small, bounded, plain. */
export interface Preview {
  readonly kind: string;
}
