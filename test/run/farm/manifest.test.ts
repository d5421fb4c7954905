/** What lies beside the program for Ray: its manifest for Kubernetes has the shape that KubeRay and Kubernetes ask for, and all name one Ray. */
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { read } from '../../house/sources.ts';

const name = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
const quantity = z.string().regex(/^\d+(\.\d+)?(m|Ki|Mi|Gi|Ti)?$/);
const resources = z.strictObject({ cpu: quantity, memory: quantity });
const container = z.strictObject({
  name,
  image: z.string().regex(/^[a-z0-9./-]+:[\w.-]+$/),
  resources: z.strictObject({ requests: resources, limits: resources }),
  volumeMounts: z.array(z.strictObject({ name, mountPath: z.string().startsWith('/') })),
});
const volume = z.strictObject({ name, persistentVolumeClaim: z.strictObject({ claimName: name }) });
const template = z.strictObject({
  spec: z.strictObject({ containers: z.array(container).min(1), volumes: z.array(volume) }),
});
/** Values are text, whatever they say. */
const rayStartParams = z.record(z.string(), z.string());
const workerGroup = z
  .strictObject({
    groupName: name,
    replicas: z.int().positive(),
    minReplicas: z.int().nonnegative(),
    maxReplicas: z.int().positive(),
    rayStartParams,
    template,
  })
  .refine((group) => group.minReplicas <= group.replicas && group.replicas <= group.maxReplicas);
/** As the custom resource of KubeRay 1.x has it, as far as it is used here. */
const rayJob = z.strictObject({
  apiVersion: z.literal('ray.io/v1'),
  kind: z.literal('RayJob'),
  metadata: z.strictObject({ name }),
  spec: z.strictObject({
    entrypoint: z.string(),
    shutdownAfterJobFinishes: z.boolean(),
    backoffLimit: z.int().nonnegative(),
    submissionMode: z.enum(['K8sJobMode', 'HTTPMode', 'InteractiveMode', 'SidecarMode']),
    rayClusterSpec: z.strictObject({
      rayVersion: z.string(),
      headGroupSpec: z.strictObject({ rayStartParams, template }),
      workerGroupSpecs: z.array(workerGroup).min(1),
    }),
  }),
});
const networkPolicy = z.strictObject({
  apiVersion: z.literal('networking.k8s.io/v1'),
  kind: z.literal('NetworkPolicy'),
  metadata: z.strictObject({ name }),
  spec: z.strictObject({
    podSelector: z.strictObject({}),
    policyTypes: z.tuple([z.literal('Ingress')]),
    ingress: z
      .array(
        z.strictObject({
          from: z.array(z.record(z.enum(['podSelector', 'namespaceSelector']), z.unknown())),
        }),
      )
      .length(1),
  }),
});

const documents = parseAllDocuments(read('farm/rayjob.yaml')).map((document) => {
  expect(document.errors).toEqual([]);
  return document.toJS() as unknown;
});
const pinned = (text: string): string => /ray==(\S+)/.exec(text)?.[1] ?? 'none';

describe('farm/rayjob.yaml', () => {
  it('is a NetworkPolicy and a RayJob', () => {
    expect(documents).toHaveLength(2);
    networkPolicy.parse(documents[0]);
    rayJob.parse(documents[1]);
  });

  it('names the Ray that is pinned, as the page does, and volumes that there are', () => {
    const { spec } = rayJob.parse(documents[1]);
    const ray = pinned(read('farm/requirements.txt'));
    expect(spec.rayClusterSpec.rayVersion).toBe(ray);
    expect(read('docs/farm.md')).toContain(`rayproject/ray:${ray}-py311`);
    const groups = [spec.rayClusterSpec.headGroupSpec, ...spec.rayClusterSpec.workerGroupSpecs];
    for (const { template: pod } of groups) {
      const volumes = pod.spec.volumes.map((one) => one.name);
      for (const { volumeMounts } of pod.spec.containers)
        expect(volumes).toEqual(volumeMounts.map((mount) => mount.name));
    }
  });

  it('starts the command with flags that there are', () => {
    const { entrypoint } = rayJob.parse(documents[1]).spec;
    expect(entrypoint).toMatch(/^raftcheck farm /);
    const reference = read('docs/reference.md');
    for (const [flag] of entrypoint.matchAll(/--(?!no-)[a-z-]+/g)) expect(reference).toContain(`\`${flag}\``);
  });
});

describe('farm/farm.py', () => {
  it('is small', () => {
    expect(read('farm/farm.py').split('\n').length).toBeLessThan(251);
  });

  it('asks for packages of one version each', () => {
    const lines = read('farm/requirements.txt')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    for (const line of lines) expect(line).toMatch(/^[a-z]+==\d+(\.\d+)+$/);
  });
});
