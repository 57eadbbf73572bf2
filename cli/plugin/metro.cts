/**
 * For Metro (React Native): `transformer.babelTransformerPath` is this file, and `resolver.sourceExts` has "wasm". Everything else goes to
 * the transformer that the project would use without it.
 */
interface Transformation {
  readonly filename: string;
  readonly src: string;
  readonly options: { readonly projectRoot: string };
}

interface Transformer {
  transform(transformation: Transformation): unknown;
}

const TRANSFORMERS = ['@expo/metro-config/babel-transformer', '@react-native/metro-babel-transformer', 'metro-babel-transformer'];

function projectsOwn(projectRoot: string): Transformer {
  for (const name of TRANSFORMERS) {
    try {
      return require(require.resolve(name, { paths: [projectRoot] })) as Transformer;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  throw new Error(`wasm2js-aot: ${projectRoot} has none of ${TRANSFORMERS.join(', ')}, which transform what is not WebAssembly`);
}

async function transform(transformation: Transformation): Promise<unknown> {
  const { filename, options } = transformation;
  const next = projectsOwn(options.projectRoot);
  if (!filename.endsWith('.wasm')) return next.transform(transformation);
  const { resolve } = await import('node:path');
  const { metroModule } = await import('./metro-module.js');
  return next.transform({ ...transformation, filename: `${filename}.js`, src: await metroModule(resolve(options.projectRoot, filename)) });
}

export = { transform };
