"""python manifest.py OPERATOR MANIFEST: judges each RayJob by the custom resource that KubeRay installs, as Kubernetes does it: its
schema, and no field that the schema does not have. OPERATOR is the folder of KubeRay's module. Ends with 1 where anything is wrong."""

import sys
from pathlib import Path

import jsonschema
import yaml


def strict(schema: object) -> object:
    """The schema, of whose objects unknown fields are errors, where it does not say that they are kept."""
    if isinstance(schema, list):
        return [strict(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: strict(value) for key, value in schema.items()}
    is_open = schema.get("x-kubernetes-preserve-unknown-fields") or "additionalProperties" in schema
    if isinstance(schema.get("properties"), dict) and schema.get("type") == "object" and not is_open:
        made["additionalProperties"] = False
    return made


def main(operator: str, manifest: str) -> int:
    resource = yaml.safe_load((Path(operator) / "config/crd/bases/ray.io_rayjobs.yaml").read_text())
    versions = {f"ray.io/{one['name']}": strict(one["schema"]["openAPIV3Schema"]) for one in resource["spec"]["versions"]}
    jobs = [one for one in yaml.safe_load_all(Path(manifest).read_text()) if one["kind"] == "RayJob"]
    wrong = [] if jobs else ["there is no RayJob"]
    for job in jobs:
        validator = jsonschema.Draft7Validator(versions[job["apiVersion"]])
        wrong += [f"{error.json_path}: {error.message[:300]}" for error in validator.iter_errors(job)]
    print("\n".join(wrong) or f"{manifest}: {len(jobs)} RayJob as KubeRay has it")
    return 1 if wrong else 0


sys.exit(main(*sys.argv[1:]))
