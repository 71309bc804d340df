"""Settings every test shares."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# A slow machine is no fault of the code: properties are judged by their answers, never by their time.
settings.register_profile(
    "acquis", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("acquis")
