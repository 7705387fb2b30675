"""The way in and out, and one's own account: allauth's views at Swedish addresses.

They are listed one by one, instead of including allauth's own list, so that what is not wanted (open sign-up,
several e-mail addresses, sign-in by a mailed code) has no address at all. The names are allauth's, since its views
ask for them.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import path, re_path

from styrhjul.web import signin

urlpatterns = [
    path("logga-in/", signin.login, name="account_login"),
    path("logga-in/kod/", mfa.authenticate, name="mfa_authenticate"),
    path("logga-in/demonstration/", signin.demo_door, name="demo_door"),
    path("logga-ut/", account.logout, name="account_logout"),
    path("glomt-losenord/", signin.forgotten_password, name="account_reset_password"),
    path("glomt-losenord/skickat/", account.password_reset_done, name="account_reset_password_done"),
    path("glomt-losenord/klart/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^glomt-losenord/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("konto/", signin.account, name="account_email"),
    path("konto/nytt/", signin.closed, name="account_signup"),
    path("konto/avstangt/", account.account_inactive, name="account_inactive"),
    path("konto/bekrafta/", account.reauthenticate, name="account_reauthenticate"),
    path("konto/bekrafta/kod/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("konto/losenord/", account.password_change, name="account_change_password"),
    path("konto/losenord/valj/", account.password_set, name="account_set_password"),
    path("konto/tvasteg/", mfa.index, name="mfa_index"),
    path("konto/tvasteg/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("konto/tvasteg/app/ta-bort/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("konto/tvasteg/koder/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("konto/tvasteg/koder/nya/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("konto/tvasteg/koder/hamta/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
]
