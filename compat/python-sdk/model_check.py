"""Whether answers are what the SDK's own models of them say: each field of its type, and each there unless absent_fields.py says why it is not."""

import re

import huaweicloudsdkdli.v1 as models
from absent_fields import NEVER, OTHER_TYPES, SOMETIMES

PRIMITIVES = {"str": str, "int": int, "float": (int, float), "bool": bool}


class ModelCheck:
    def __init__(self):
        self.wrong = {}
        self.seen = set()

    def look_at(self, operation, answer):
        said = answer.to_json_object()
        if said is not None:
            self._model(type(answer), said, operation)

    def problems(self):
        for field in sorted(NEVER.keys() & self.seen):
            self.wrong[field] = f"{field} is there, and NEVER says that it never is"
        for field in sorted(SOMETIMES.keys() - self.seen):
            self.wrong[field] = f"{field} was in no answer, and SOMETIMES says that it is in some"
        return sorted(self.wrong.values())

    def _model(self, model, value, place):
        if not isinstance(value, dict):
            return self._say(place, f"{place} is {kind_of(value)}, and the model is an object")
        for attribute, declared in model.openapi_types.items():
            field = f"{model.__name__}.{attribute}"
            name = model.attribute_map[attribute]
            if value.get(name) is not None:
                self.seen.add(field)
                self._type(OTHER_TYPES.get(field, declared), value[name], f"{place}.{name}")
            elif field not in NEVER and field not in SOMETIMES:
                self._say(field, f"{field} ({place}.{name}) is {'null' if name in value else 'absent'}")

    def _type(self, declared, value, place):
        inner = re.fullmatch(r"(list)\[(.*)\]|(dict)\(str, (.*)\)", declared)
        if inner:
            return self._container(list if inner[1] else dict, inner[2] or inner[4], value, place)
        if declared in PRIMITIVES:
            fits = isinstance(value, PRIMITIVES[declared]) and (declared == "bool" or not isinstance(value, bool))
            if not fits:
                self._say(place, f"{place} is {kind_of(value)}, and the model has {declared}")
        elif declared != "object":
            self._model(getattr(models, declared), value, place)

    def _container(self, container, inner, value, place):
        if not isinstance(value, container):
            return self._say(place, f"{place} is {kind_of(value)}, and the model has a {container.__name__}")
        for key, one in enumerate(value) if container is list else value.items():
            self._type(inner, one, f"{place}[{key!r}]")

    def _say(self, key, problem):
        self.wrong[key] = problem


def kind_of(value):
    return f"{type(value).__name__} {value!r:.60}"
