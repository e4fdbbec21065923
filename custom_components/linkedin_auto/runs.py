"""Starting, waiting for and stopping runs."""

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from .const import DOMAIN
from .coordinator import LinkedInAutoCoordinator
from .engine_client.contract.replies import RunDetail
from .engine_client.contract.requests import RunCreate
from .engine_client.contract.state import RunSummary
from .failures import check_run, translated


async def async_start_run(
    coordinator: LinkedInAutoCoordinator, asked: RunCreate
) -> RunSummary:
    """Queue a run, which starts at once when nothing else runs."""
    if not coordinator.data.state.session.present:
        # It may have come since the last look.
        await coordinator.async_refresh()
    with translated(coordinator):
        if not coordinator.data.state.session.present:
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="session_required",
                translation_placeholders={"message": ""},
            )
        return await coordinator.client.create_run(asked)


async def async_await_run(
    coordinator: LinkedInAutoCoordinator, run_id: str, seconds: float
) -> RunDetail:
    """Return a run's report once it has ended; raise why it could not work."""
    try:
        with translated(coordinator):
            detail = await coordinator.async_wait_for_run(run_id, seconds)
    except TimeoutError as error:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="run_takes_longer",
            translation_placeholders={"minutes": f"{seconds / 60:.0f}"},
        ) from error
    check_run(detail.run)
    return detail


async def async_stop_runs(coordinator: LinkedInAutoCoordinator) -> int:
    """Stop the run under way and drop those that wait; return how many."""
    with translated(coordinator):
        state = await coordinator.client.get_state()
        runs = [run for run in (*state.queued, state.run) if run is not None]
        for run in runs:
            await coordinator.client.cancel_run(run.run_id)
    return len(runs)
