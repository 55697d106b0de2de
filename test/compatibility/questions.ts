/** Asked of every older record: what is printed today must hold all that was printed then. */
export const questions: readonly string[] = [
  'clew runs',
  'clew show RUN',
  'clew bt risk-M-14',
  'clew bt report-1',
  'clew info risk-M-17',
  'clew history Train',
  'clew components',
  'clew why Nightly',
  'clew explain RUN',
  'clew impact risk-M-14',
  'clew artifacts ls Train',
  'clew artifacts show Tables',
  'clew artifacts verify',
  'clew note report-1',
  'clew flag',
  'clew review',
  'clew du',
];

/** Settings that name the bucket where it is now. */
export const settingsOf = (endpoint: string): string =>
  JSON.stringify({ storage: { layers: { s3: { s3: 'models', region: 'us-east-1', endpoint, pathStyle: true } } } });
