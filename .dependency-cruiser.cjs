/**
 * The house has one way down:
 * main · worker · cli → features → jobs → queue · storage · models · vectors · compute · webhooks · images → platform
 */
const features = 'documents|skin-analysis|image-indexing|health';
const middle = 'queue|storage|models|vectors|compute|webhooks|images';

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'platform-knows-nobody',
      severity: 'error',
      from: { path: '^src/platform/' },
      to: { path: '^src/', pathNot: '^src/platform/' },
    },
    {
      name: 'middle-rooms-see-only-platform',
      comment: 'queue, storage, models, vectors, compute, webhooks and images do not know each other',
      severity: 'error',
      from: { path: `^src/(${middle})/` },
      to: { path: '^src/', pathNot: ['^src/platform/', '^src/$1/'] },
    },
    {
      name: 'jobs-see-no-feature',
      severity: 'error',
      from: { path: '^src/jobs/' },
      to: { path: `^src/(${features}|[^/]+\\.ts$)` },
    },
    {
      name: 'features-see-no-feature',
      severity: 'error',
      from: { path: `^src/(${features})/` },
      to: { path: `^src/(${features})/`, pathNot: '^src/$1/' },
    },
    {
      name: 'nobody-imports-the-top',
      severity: 'error',
      from: { path: '^src/[^/]+/' },
      to: { path: '^src/[^/]+\\.ts$' },
    },
    {
      name: 'science-knows-no-framework',
      comment: 'what runs in a compute child is plain functions',
      severity: 'error',
      from: {
        path: '^src/(images|skin-analysis/(raster|dermoscopy|classification|burn|histopathology|batch)|documents/(text|layout|files|ingestion/converting|lab-reports/(reading|interpretation|knowledge)|statements/(dates|formats|generic|invoice|money|pdf|printed|reports|statement)))/',
      },
      to: { path: 'node_modules/(@nestjs|bull|express)' },
    },
    {
      name: 'computations-load-no-framework',
      comment:
        'a compute child loads what its computation imports, and children are replaced often: through no door may the framework come along',
      severity: 'error',
      from: { path: '\\.computations?\\.ts$' },
      to: { path: 'node_modules/(@nestjs|bull|express)/', reachable: true },
    },
    {
      name: 'rooms-are-entered-by-their-door',
      comment:
        'from outside, jobs, queue, storage, compute and the platform areas are imported through index.ts',
      severity: 'error',
      from: { path: '^src/([^/]+)/', pathNot: '\\.spec\\.ts$' },
      to: {
        path: `^src/(jobs|${middle})/`,
        pathNot: ['^src/$1/', '/index\\.ts$'],
      },
    },
    {
      name: 'no-dev-dependency-in-the-product',
      severity: 'error',
      from: { path: '^src/', pathNot: ['\\.spec\\.ts$', '\\.contract\\.ts$', '/testing/'] },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'only-declared-packages',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    { name: 'nothing-missing', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
