"""The home folder's files, read and checked: `config.toml`, `clients/*.toml`.

The file wins over everything that was guessed. Unknown keys are errors that name the line and the
nearest known key; so are values that cannot be meant.
"""

from assistant.config.load import load_clients, load_config
from assistant.config.records import (
    AccountConfig,
    ClientConfig,
    Config,
    DeliveryConfig,
    OwnerConfig,
    PersonConfig,
    ScheduleConfig,
)

__all__ = [
    "AccountConfig",
    "ClientConfig",
    "Config",
    "DeliveryConfig",
    "OwnerConfig",
    "PersonConfig",
    "ScheduleConfig",
    "load_clients",
    "load_config",
]
