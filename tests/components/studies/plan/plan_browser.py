"""Simulation of a browser that shows the panel of a plan."""

import json

from dash import no_update

from components.page.ids import Id
from components.state.model import ExplorerState
from components.studies.plan import checking as plan_checking
from components.studies.plan import panel as plan_panel
from components.studies.plan.state import BLANK
from tests.components.studies.lab import elements

STATE = ExplorerState(noise=0.5, n_clusters=3)
JSON = STATE.model_dump(mode="json")


class Panel:
    """State of the panel in a browser, and its calls of the callbacks."""

    def __init__(self, access, state=STATE):
        self.access, self.state = access, state.model_dump(mode="json")
        self.plan, self.shown, self.edit = None, None, 0
        self.fields = {}

    def _change(self, changed, edit=None):
        ids = [{"type": Id.PLAN_FIELD, "name": name} for name in self.fields]
        values = [*self.fields.values()]
        plan = plan_panel.change(self.access, changed, edit, values, self.plan, self.state, ids)
        if plan is not no_update:
            self.plan = json.loads(json.dumps(plan))
        return self.show()

    def show(self):
        """Build the panel if it changes."""
        answer = plan_panel.show(self.plan, self.shown, self.state)
        if answer["panel"] is not no_update:
            self.shown = json.loads(json.dumps(answer["shown"]))
            self.fields = {
                each.id["name"]: each.value
                for each in elements(answer["panel"])
                if isinstance(each_id(each), dict) and each.id["type"] == Id.PLAN_FIELD
            }
        return self

    def vary(self, *names, open=True):
        """Vary these parameters, as the script reports it."""
        self.edit += 1
        own = {each["name"]: each for each in (self.plan or BLANK)["parameters"]}
        parameters = [own.get(name, {"name": name}) for name in names]
        edit = {"open": open, "parameters": parameters, "edit": self.edit}
        return self._change([str(Id.PLAN_EDIT)], edit)

    def brush(self, name, **ends):
        for each in self.plan["parameters"]:
            if each["name"] == name:
                each |= ends
        return self.vary(*(each["name"] for each in self.plan["parameters"]))

    def load(self, number):
        return self._change([str(Id.PLAN_EDIT)], {"load": number})

    def restore(self, left):
        return self._change([str(Id.PLAN_EDIT)], {"left": left})

    def put(self, **fields):
        """Put values into inputs."""
        named = {name.replace("__", "."): value for name, value in fields.items()}
        self.fields |= named
        return self._change([{"type": str(Id.PLAN_FIELD), "name": name} for name in named])

    def describe(self, refused=None):
        ids = [{"type": Id.PLAN_FIELD, "name": name} for name in self.fields]
        return plan_checking.describe(self.access, self.plan, self.state, None, ids, refused)

    def errors(self):
        """Return the errors beside the inputs, by name."""
        errors = zip(self.fields, self.describe()["errors"], strict=True)
        return {name: error for name, error in errors if error}

    def run(self):
        return plan_checking.run(self.access, str(Id.PLAN_RUN), 1, self.plan, self.state)


def each_id(component):
    return getattr(component, "id", None)
