"""The SDK on the Causeway that the environment names, and one way to call any operation of it by its name."""

import os
import re
import time

import huaweicloudsdkdli.v1 as models
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkdli.v1 import DliClient

env = os.environ


def open_client():
    credentials = BasicCredentials(env["CAUSEWAY_ACCESS_KEY"], env["CAUSEWAY_SECRET_KEY"], env["CAUSEWAY_PROJECT_ID"])
    return DliClient.new_builder().with_credentials(credentials).with_endpoint(env["CAUSEWAY_ENDPOINT"]).build()


def request_of(operation, arguments):
    """The request of the SDK: `create_queue` has CreateQueueRequest, whose body may be given as a dict of the model's own names."""
    model = getattr(models, "".join(part.capitalize() for part in operation.split("_")) + "Request")
    return made(model, arguments)


def made(model, values):
    return model(**{name: made_value(model.openapi_types[name], value) for name, value in values.items()})


def made_value(declared, value):
    inner = re.fullmatch(r"list\[(.*)\]", declared)
    if inner:
        return [made_value(inner[1], one) for one in value]
    model = getattr(models, declared, None)
    return made(model, value) if model is not None and isinstance(value, dict) else value


def wait_for(look, meanwhile, seconds=300):
    """Asks until there is an answer."""
    until = time.monotonic() + seconds
    while True:
        found = look()
        if found is not None:
            return found
        if time.monotonic() > until:
            raise SystemExit(f"{meanwhile} after {seconds} s")
        time.sleep(0.2)


def expect(holds, text):
    if not holds:
        raise SystemExit(f"FAILED {text}")
    print(f"ok     {text}", flush=True)
