"""Templates compiled by one application of a process -> the same for the next one: a test's own takes seconds fewer."""

from types import CodeType

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class KeptTemplates(BytecodeCache):
    """What was compiled, by the template's name and text and by what an application compiles it with."""

    def __init__(self) -> None:
        self._kept: dict[tuple[object, ...], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Hand over what was compiled, if it was."""
        bucket.code = self._kept.get(self._way(bucket))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        if bucket.code is not None:
            self._kept[self._way(bucket)] = bucket.code

    @staticmethod
    def _way(bucket: Bucket) -> tuple[object, ...]:
        # A test may switch the escaping off: what is compiled then is no other application's.
        environment = bucket.environment
        escapes = environment.autoescape if isinstance(environment.autoescape, bool) else "by name"
        blanks = environment.trim_blocks, environment.lstrip_blocks
        return bucket.key, bucket.checksum, escapes, *blanks, *sorted(environment.extensions)
