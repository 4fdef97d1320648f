import { createScenePool, type SandboxScene, type SandboxTestOptions } from "./pool.ts";

/** A test that is given a sandbox and an account of its own, and what the runner gives. */
export type SceneTest<Given> = (scene: SandboxScene & Given) => unknown;

/** Makes a function that runs a test in a scene of its own; `atEnd` registers what is done at the end of the file. */
export function inScenes<Given extends object>(
  options: SandboxTestOptions,
  atEnd: (close: () => Promise<void>) => void,
) {
  const pool = createScenePool(options);
  atEnd(() => pool.close());
  return async (test: SceneTest<Given>, given: Given): Promise<void> => {
    const { sandbox, account, ...scene } = await pool.open();
    try {
      await test({ ...given, sandbox, account });
    } finally {
      await scene.close();
    }
  };
}
